namespace ChatRoom.CommandLine.Parsing;

/// <summary>An argument without an option name: one word, or any number of words, and the given values.</summary>
internal sealed class DefinedArgument(string name, string description, bool multipleValues)
{
    public string Name => name;

    public string Description => description;

    public bool MultipleValues => multipleValues;

    public List<string> Values { get; } = [];

    /// <summary>The first given value; null: none was given.</summary>
    public string? Value => Values.Count > 0 ? Values[0] : null;
}
