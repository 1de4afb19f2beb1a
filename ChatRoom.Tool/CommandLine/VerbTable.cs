using ChatRoom.CommandLine.Completion;
using ChatRoom.CommandLine.Hosting;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Verbs;

namespace ChatRoom.CommandLine;

/// <summary>All verbs, in the order in which help lists them.</summary>
internal static class VerbTable
{
    // Lambdas load a command's class only when its verb is used. A method group would load all of them at every start.
    public static IReadOnlyList<Verb> All { get; } =
    [
        new("server", "Hosts a room.", command => ServerCommand.Configure(command)),
        new("client", "Joins a room: a prompt on a terminal, a pipe otherwise.", command => ClientCommand.Configure(command)),
        new("send", "Sends a message, and ends when the room has it.", command => SendCommand.Configure(command)),
        new("tail", "Prints what happens in a room, and follows it.", command => TailCommand.Configure(command)),
        new("wait", "Waits for a message.", command => WaitCommand.Configure(command)),
        new("who", "Prints who is in a room.", command => WhoCommand.Configure(command)),
        new("ping", "Checks that a server answers, and how fast.", command => PingCommand.Configure(command)),
        new("cluster", "Shows the servers of a room that has several.", command => ClusterCommand.Configure(command)),
        new("exec", "Runs a command for each message: a bot.", command => ExecCommand.Configure(command)),
        new("run", "Runs a command and reports its end in a room.", command => RunCommand.Configure(command)),
        new("bench", "Measures how much a running server can take.", command => BenchCommand.Configure(command)),
        new("completion", "Prints a shell's completion script.", command => CompletionCommand.Configure(command, () => All!)),
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
