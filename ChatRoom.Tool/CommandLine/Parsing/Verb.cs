namespace ChatRoom.CommandLine.Parsing;

/// <summary>A verb: its name, its line in the help, and the method that defines its options.</summary>
internal sealed record Verb(string Name, string Description, Action<CommandDefinition> Configure)
{
    /// <summary>The verb's definition, without values.</summary>
    public CommandDefinition Define()
    {
        var command = new CommandDefinition();
        Configure(command);
        return command;
    }
}
