using System.Net;

namespace ChatRoom.Server.Doors.Web.Requests;

/// <summary>
/// A body as <c>application/x-www-form-urlencoded</c>. That is what <c>curl -d</c> calls any text, so only a field <c>payload</c> with
/// an object in it is read as a form: the form of a webhook.
/// </summary>
internal static class FormBody
{
    private static ReadOnlySpan<byte> Field => "payload="u8;

    /// <summary>The JSON in the field; null: the body is a text.</summary>
    public static byte[]? Payload(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Field))
        {
            return null;
        }

        var value = body[Field.Length..];
        var end = value.IndexOf((byte)'&');
        var decoded = WebUtility.UrlDecodeToBytes((end < 0 ? value : value[..end]).ToArray(), 0, end < 0 ? value.Length : end)!;
        return decoded.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("{"u8) ? decoded : null;
    }
}
