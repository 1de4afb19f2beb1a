using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Doors.Web.Answers;

namespace ChatRoom.Server.Doors.Web.Requests;

/// <summary>The name and the password of the header <c>Authorization</c>.</summary>
/// <param name="Name">Of <c>Basic</c>; empty: none.</param>
/// <param name="Password">null: none is given.</param>
internal sealed record Credentials(string Name, byte[]? Password)
{
    public static Credentials None { get; } = new("", null);

    /// <summary>Reads the header, or returns why not.</summary>
    /// <param name="header">Empty: there is none.</param>
    public static Refusal? TryRead(string header, out Credentials credentials)
    {
        credentials = None;
        if (header.Length == 0)
        {
            return null;
        }

        var space = header.IndexOf(' ', StringComparison.Ordinal);
        var (scheme, rest) = space < 0 ? (header, "") : (header[..space], header[space..].Trim());
        if (scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) && rest.Length > 0)
        {
            credentials = new Credentials("", Encoding.UTF8.GetBytes(rest));
            return null;
        }

        var decoded = new byte[rest.Length];
        if (!scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            || !Convert.TryFromBase64String(rest, decoded, out var length)
            || decoded.AsSpan(0, length).IndexOf((byte)':') is var colon && colon < 0)
        {
            return WebRefusals.BadAuthorization;
        }

        // The password may hold a colon, the name may not (RFC 7617).
        credentials = new Credentials(Encoding.UTF8.GetString(decoded, 0, colon), decoded[(colon + 1)..length]);
        return null;
    }
}
