namespace ChatRoom.CommandLine.Parsing;

/// <summary>A word, or any number of words, that stands for itself, and what was given for it.</summary>
internal sealed class DefinedArgument(string name, string description, bool multipleValues)
{
    public string Name => name;

    public string Description => description;

    public bool MultipleValues => multipleValues;

    public List<string> Values { get; } = [];

    /// <summary>The first that was given.</summary>
    public string? Value => Values.Count > 0 ? Values[0] : null;
}
