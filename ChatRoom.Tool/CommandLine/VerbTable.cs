using ChatRoom.CommandLine.Completion;
using ChatRoom.CommandLine.Hosting;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Verbs;

namespace ChatRoom.CommandLine;

/// <summary>All verbs, in the order in which they are listed.</summary>
internal static class VerbTable
{
    // Lambdas, as the name of a method alone would load all of these commands to run one.
    public static IReadOnlyList<Verb> All { get; } =
    [
        new("server", "Hosts a room.", command => ServerCommand.Configure(command)),
        new("client", "Joins a room: a prompt on a terminal, a pipe otherwise.", command => ClientCommand.Configure(command)),
        new("send", "Says something and ends when the room has it.", command => SendCommand.Configure(command)),
        new("tail", "Prints what happens in a room, and follows.", command => TailCommand.Configure(command)),
        new("wait", "Waits until somebody says what it waits for.", command => WaitCommand.Configure(command)),
        new("who", "Prints who is in a room.", command => WhoCommand.Configure(command)),
        new("ping", "Asks a server whether it is there, and how long that takes.", command => PingCommand.Configure(command)),
        new("exec", "Runs a command for every message: a bot.", command => ExecCommand.Configure(command)),
        new("run", "Runs a command and tells the room how it ended.", command => RunCommand.Configure(command)),
        new("bench", "Measures what a running server takes.", command => BenchCommand.Configure(command)),
        new("completion", "Prints the script with which a shell completes chatroom.", command => CompletionCommand.Configure(command, () => All!)),
    ];

    public static Verb? Find(string name)
    {
        foreach (var verb in All)
        {
            if (string.Equals(verb.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return verb;
            }
        }

        return null;
    }
}
