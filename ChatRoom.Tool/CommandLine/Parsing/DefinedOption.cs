namespace ChatRoom.CommandLine.Parsing;

/// <summary>An option: its names, what help tells of it, and what was given for it.</summary>
internal sealed class DefinedOption
{
    /// <param name="template">Such as <c>-p|--port &lt;PORT&gt;</c>, or <c>--json</c> for one that takes no value.</param>
    /// <param name="description">What help tells of it.</param>
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

    /// <summary>One character, where there is a short name.</summary>
    public string? ShortName { get; }

    public string LongName { get; }

    /// <summary>What help calls its value; null where it takes none.</summary>
    public string? ValueName { get; }

    public string Description { get; }

    public bool IsGiven { get; private set; }

    /// <summary>The value that was given, where it takes one.</summary>
    public string? Value { get; private set; }

    public void Give(string? value) => (IsGiven, Value) = (true, value);
}
