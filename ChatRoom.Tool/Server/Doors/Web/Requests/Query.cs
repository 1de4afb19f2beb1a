using System.Net;
using ChatRoom.Protocol;
using ChatRoom.Server.Doors.Web.Answers;

namespace ChatRoom.Server.Doors.Web.Requests;

/// <summary>The options of a request: the part of its address after the question mark. Names are compared in lower case.</summary>
internal sealed class Query
{
    private readonly Dictionary<string, string> _values;

    private Query(Dictionary<string, string> values) => _values = values;

    /// <summary>Reads the options, each of which must be one of those that are known; returns why not, or null.</summary>
    /// <param name="text">Percent-encoded, with or without the question mark.</param>
    public static Refusal? TryParse(string text, ReadOnlySpan<string> known, out Query query)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        query = new Query(values);
        foreach (var option in text.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            var name = WebUtility.UrlDecode(equals < 0 ? option : option[..equals]);
            if (!known.Contains(name.ToLowerInvariant()))
            {
                return WebRefusals.UnknownOption(name, string.Join(' ', known!));
            }

            if (!values.TryAdd(name, equals < 0 ? "" : WebUtility.UrlDecode(option[(equals + 1)..])))
            {
                return WebRefusals.RepeatedOption(name);
            }
        }

        return null;
    }

    /// <summary>The value of an option; null: it is not given.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>Reads an option that is given or not, such as <c>poll</c>, <c>poll=1</c> or <c>poll=false</c>.</summary>
    public Refusal? TryReadSwitch(string name, out bool isOn)
    {
        var value = this[name];
        isOn = value is "" or "1" or "true" or "yes" or "on";
        return isOn || value is null or "0" or "false" or "no" or "off" ? null : WebRefusals.BadOption(name, value, "give it without a value, or with 1 or 0");
    }
}
