using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Printing;

/// <summary>
/// A regular expression for other people's texts, which must not be able to keep this client busy. It is matched in linear
/// time if the pattern allows that, and with a limit of a second otherwise. One loop uses it.
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
            // The pattern has backreferences or lookarounds, which need backtracking.
            parsed = new TextPattern(new Regex(pattern, RegexOptions.CultureInvariant, Limit));
        }
        catch (RegexParseException mistake)
        {
            whyNot = mistake.Message.TrimEnd('.');
        }

        return parsed is not null;
    }

    /// <summary>The warning about the first message that took too long, which is given once.</summary>
    public static string TookTooLong(long id) => $"message {id} took too long to match and counts as no match, as will others like it; simplify --match";

    /// <summary>Null if matching took too long.</summary>
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

    /// <summary>The same for UTF-8.</summary>
    public bool? IsMatch(ReadOnlySpan<byte> text)
    {
        if (_characters.Length < text.Length)
        {
            _characters = new char[text.Length];
        }

        return IsMatch(_characters.AsSpan(0, Encoding.UTF8.GetChars(text, _characters)));
    }
}
