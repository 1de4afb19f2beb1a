using System.Text.RegularExpressions;
using ChatRoom.Client.Terminal.Keys;

namespace ChatRoom.Tests.Support.Terminal;

/// <summary>
/// Keys in a notation for tests: <c>hello&lt;Left&gt;&lt;C-a&gt;&lt;A-b&gt;&lt;S-Tab&gt;</c>, and
/// <c>&lt;Paste:one\ntwo&gt;</c>.
/// </summary>
internal static partial class KeyScript
{
    public static IEnumerable<Key> Keys(string script)
    {
        foreach (Match match in Written().Matches(script))
        {
            if (!match.Groups["name"].Success)
            {
                yield return new Key(KeyKind.Character, match.Value);
                continue;
            }

            var modifiers = KeyModifiers.None;
            foreach (Capture held in match.Groups["held"].Captures)
            {
                modifiers |= held.Value switch { "C-" => KeyModifiers.Control, "A-" => KeyModifiers.Alt, _ => KeyModifiers.Shift };
            }

            var name = match.Groups["name"].Value;
            yield return name.StartsWith("Paste:", StringComparison.Ordinal) ? new Key(KeyKind.Paste, name["Paste:".Length..].Replace("\\n", "\n"))
                : Enum.TryParse<KeyKind>(name, out var kind) && name.Length > 1 ? new Key(kind, "", modifiers)
                : new Key(KeyKind.Character, name, modifiers);
        }
    }

    [GeneratedRegex(@"<(?<held>[CAS]-)*(?<name>[^<>]+)>|\P{Cs}|\p{Cs}{2}", RegexOptions.Singleline)]
    private static partial Regex Written();
}
