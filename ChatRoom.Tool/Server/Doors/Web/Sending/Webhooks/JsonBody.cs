using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ChatRoom.Server.Doors.Web.Sending.Webhooks;

/// <summary>Reads a body as JSON whose strings can all be read: what is no valid Unicode becomes U+FFFD, as in every text.</summary>
internal static class JsonBody
{
    /// <summary>In characters: a backslash, a u, and four hexadecimal digits.</summary>
    private const int EscapeLength = 6;

    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out JsonDocument? document)
    {
        try
        {
            document = JsonDocument.Parse(WithoutLoneSurrogates(Encoding.UTF8.GetString(body)));
            return true;
        }
        catch (JsonException)
        {
            document = null;
            return false;
        }
    }

    /// <summary>A string with half of a surrogate pair is valid JSON, but no text: reading it would fail.</summary>
    private static string WithoutLoneSurrogates(string json)
    {
        if (!json.Contains("\\u", StringComparison.Ordinal))
        {
            return json;
        }

        var repaired = json.ToCharArray();
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] != '\\')
            {
                continue;
            }

            if (UnitAt(json, i) is not { } unit)
            {
                // The escaped character may be a backslash.
                i++;
                continue;
            }

            var isPair = char.IsHighSurrogate(unit) && UnitAt(json, i + EscapeLength) is { } low && char.IsLowSurrogate(low);
            if (char.IsSurrogate(unit) && !isPair)
            {
                "\\uFFFD".CopyTo(repaired.AsSpan(i));
            }

            i += (isPair ? 2 * EscapeLength : EscapeLength) - 1;
        }

        return new string(repaired);
    }

    /// <summary>The UTF-16 unit that is escaped at a place; null: none is.</summary>
    private static char? UnitAt(string json, int place) =>
        json.AsSpan(Math.Min(place, json.Length)) is ['\\', 'u', ..] escape
        && escape.Length >= EscapeLength
        && ushort.TryParse(escape[2..EscapeLength], NumberStyles.AllowHexSpecifier, null, out var unit)
            ? (char)unit
            : null;
}
