using System.Text;
using ChatRoom.Server.Doors.Web.Answers;

namespace ChatRoom.Server.Doors.Web.Rules;

/// <summary>Sends a browser that was given an address with http to https, at the same host and port.</summary>
internal static class PlainRequest
{
    /// <summary>The answer to the start of a request; null: its head is not complete.</summary>
    /// <param name="allows">Whether a request may name this host.</param>
    public static byte[]? Answer(ReadOnlySpan<byte> head, Func<RequestHost, bool> allows)
    {
        var end = head.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return null;
        }

        var lines = Encoding.Latin1.GetString(head[..end]).Split("\r\n");
        var words = lines[0].Split(' ');
        var host = Array.Find(lines, static line => line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase))?[5..].Trim() ?? "";
        if (words.Length != 3 || !words[2].StartsWith("HTTP/1.", StringComparison.Ordinal))
        {
            return RawAnswer.Of(400, "Bad Request", []);
        }

        return !RequestHost.TryParse(host, out var parsed) || !allows(parsed) ? RawAnswer.Of(HostRule.Refused, "Misdirected Request")
            : RawAnswer.Of(308, "Permanent Redirect", [], $"Location: https://{host}{PathOf(words[1])}\r\n");
    }

    /// <summary>The path and query, if they are written as a browser writes them.</summary>
    private static string PathOf(string target) => target.StartsWith('/') && !target.AsSpan().ContainsAnyExceptInRange('!', '~') ? target : "/";
}
