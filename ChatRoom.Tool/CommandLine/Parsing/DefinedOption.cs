namespace ChatRoom.CommandLine.Parsing;

/// <summary>An option: its names, its help, and the given values.</summary>
internal sealed class DefinedOption
{
    private readonly List<string> _values = [];

    /// <param name="template">Such as <c>-p|--port &lt;PORT&gt;</c>, or <c>--json</c> for an option without a value.</param>
    /// <param name="description">Its text in the help.</param>
    /// <param name="isRepeatable">Whether it may be given several times.</param>
    public DefinedOption(string template, string description, bool isRepeatable)
    {
        IsRepeatable = isRepeatable;
        var names = template;
        if (template.IndexOf(" <", StringComparison.Ordinal) is > 0 and var end)
        {
            names = template[..end];
            ValueName = template[(end + 2)..^1];
        }

        ShortName = names[1] == '-' ? null : names[1..2];
        LongName = names[(ShortName is null ? 2 : 5)..];
        Description = description;
    }

    /// <summary>One character; null: it has no short name.</summary>
    public string? ShortName { get; }

    public string LongName { get; }

    /// <summary>The name of its value in the help; null: it takes no value.</summary>
    public string? ValueName { get; }

    public string Description { get; }

    public bool IsGiven { get; private set; }

    public bool IsRepeatable { get; }

    /// <summary>The given value, or the first of several; null: it was not given, or takes no value.</summary>
    public string? Value => _values.Count > 0 ? _values[0] : null;

    /// <summary>All given values: at most one, unless it may be given several times.</summary>
    public IReadOnlyList<string> Values => _values;

    public void Give(string? value)
    {
        IsGiven = true;
        if (value is not null)
        {
            _values.Add(value);
        }
    }
}
