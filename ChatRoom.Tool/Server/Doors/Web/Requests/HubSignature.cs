using System.Buffers;

namespace ChatRoom.Server.Doors.Web.Requests;

/// <summary>The header <c>X-Hub-Signature-256</c>: GitHub's HMAC of the body, with the secret of the webhook as its key.</summary>
internal static class HubSignature
{
    private const string Prefix = "sha256=";

    private const int HashBytes = 32;

    /// <summary>Reads the signature; an empty one, which matches nothing, if it is none.</summary>
    public static byte[] Read(string header)
    {
        var signature = new byte[HashBytes];
        return header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && Convert.FromHexString(header.AsSpan(Prefix.Length), signature, out _, out var length) == OperationStatus.Done
            && length == HashBytes
                ? signature
                : [];
    }
}
