namespace ChatRoom.CommandLine.Parsing;

/// <summary>An option: its names, its help, and the given value.</summary>
internal sealed class DefinedOption
{
    /// <param name="template">Such as <c>-p|--port &lt;PORT&gt;</c>, or <c>--json</c> for an option without a value.</param>
    /// <param name="description">Its text in the help.</param>
    public DefinedOption(string template, string description)
    {
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

    /// <summary>The given value; null: it was not given, or takes no value.</summary>
    public string? Value { get; private set; }

    public void Give(string? value) => (IsGiven, Value) = (true, value);
}
