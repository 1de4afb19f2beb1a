using System.Text;

namespace ChatRoom.Server.Doors.Web.Sending.Webhooks;

/// <summary>
/// Reads the markup of Slack, which Mattermost knows too: <c>&lt;URL|words&gt;</c> is a link, <c>&lt;!here&gt;</c> a mention of all, and
/// <c>&amp;amp; &amp;lt; &amp;gt;</c> are the three characters that it escapes.
/// </summary>
internal static class SlackText
{
    public static string ToPlain(string text)
    {
        var plain = new StringBuilder(text.Length);
        var place = 0;
        while (text.IndexOf('<', place) is >= 0 and var start)
        {
            // Nothing that Slack writes holds a further bracket.
            var end = text.IndexOfAny(['<', '>'], start + 1);
            var meaning = end > 0 && text[end] == '>' ? Meaning(text[(start + 1)..end]) : null;
            plain.Append(text, place, start - place).Append(meaning ?? "<");
            place = meaning is null ? start + 1 : end + 1;
        }

        return plain.Append(text, place, text.Length - place).Replace("&lt;", "<").Replace("&gt;", ">").Replace("&amp;", "&").ToString();
    }

    /// <summary>The text for what stands between angle brackets; null: it is no markup.</summary>
    private static string? Meaning(string inner)
    {
        var bar = inner.IndexOf('|', StringComparison.Ordinal);
        var (target, words) = bar < 0 ? (inner, "") : (inner[..bar], inner[(bar + 1)..]);
        return target switch
        {
            ['!' or '@' or '#', _, ..] => words.Length > 0 ? words : target[0] == '#' ? target : $"@{target[1..]}",
            _ when !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal) => null,
            _ => words.Length == 0 || words == target ? target : $"{words} ({target})",
        };
    }
}
