using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Printing;

/// <summary>
/// A regular expression over what others say, who must not be able to keep us busy with it: matched in
/// linear time where the pattern allows it, within a second where it does not. Used by one loop.
/// </summary>
internal sealed class TextPattern
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly Regex _regex;
    private char[] _characters = new char[Limits.MaxText];

    private TextPattern(Regex regex) => _regex = regex;

    public static bool TryParse(string pattern, [NotNullWhen(true)] out TextPattern? parsed, out string whyNot)
    {
        (parsed, whyNot) = (null, "");
        try
        {
            parsed = new TextPattern(new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Limit));
        }
        catch (NotSupportedException)
        {
            // It looks back or around, which takes backtracking.
            parsed = new TextPattern(new Regex(pattern, RegexOptions.CultureInvariant, Limit));
        }
        catch (RegexParseException mistake)
        {
            whyNot = mistake.Message.TrimEnd('.');
        }

        return parsed is not null;
    }

    /// <summary>What to tell, once, of the first message that took too long.</summary>
    public static string TookTooLong(long id) => $"message {id} took too long to match and counts as no match, as will others like it; simplify --match";

    /// <summary>Null where it took too long to tell.</summary>
    public bool? IsMatch(ReadOnlySpan<char> text)
    {
        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    /// <summary>The same for UTF-8. Null where it took too long to tell.</summary>
    public bool? IsMatch(ReadOnlySpan<byte> text)
    {
        if (_characters.Length < text.Length)
        {
            _characters = new char[text.Length];
        }

        return IsMatch(_characters.AsSpan(0, Encoding.UTF8.GetChars(text, _characters)));
    }
}
