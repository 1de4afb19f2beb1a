using McMaster.Extensions.CommandLineUtils;

namespace ChatRoom.CommandLine;

/// <summary>A word behind <c>chatroom</c>, the line that tells what it does, and what gives it its options.</summary>
internal sealed record Verb(string Name, string Description, Action<CommandLineApplication> Configure)
{
    /// <summary>The verb with its options, as a parser of its own: the other verbs need not be there.</summary>
    public CommandLineApplication Build(IConsole console)
    {
        var command = new CommandLineApplication(console)
        {
            Name = $"chatroom {Name}",
            Description = Description,
            HelpTextGenerator = new HelpText(),
        };
        Configure(command);
        command.HelpOption("-h|--help").Description = HelpText.OfHelp;
        return command;
    }
}
