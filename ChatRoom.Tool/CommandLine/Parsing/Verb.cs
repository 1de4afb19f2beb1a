namespace ChatRoom.CommandLine.Parsing;

/// <summary>A word behind <c>chatroom</c>, the line that tells what it does, and what gives it its options.</summary>
internal sealed record Verb(string Name, string Description, Action<CommandDefinition> Configure)
{
    /// <summary>The verb with its options, of which none is given yet.</summary>
    public CommandDefinition Define()
    {
        var command = new CommandDefinition();
        Configure(command);
        return command;
    }
}
