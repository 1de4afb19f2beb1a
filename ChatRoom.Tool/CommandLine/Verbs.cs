using ChatRoom.CommandLine.Completion;

namespace ChatRoom.CommandLine;

/// <summary>All verbs, in the order in which they are listed.</summary>
internal static class Verbs
{
    public static IReadOnlyList<Verb> All { get; } =
    [
        new("server", "Hosts a room.", ServerCommand.Configure),
        new("client", "Joins a room: a prompt on a terminal, a pipe otherwise.", ClientCommand.Configure),
        new("send", "Says something and ends when the room has it.", SendCommand.Configure),
        new("tail", "Prints what happens in a room, and follows.", TailCommand.Configure),
        new("wait", "Waits until somebody says what it waits for.", WaitCommand.Configure),
        new("who", "Prints who is in a room.", WhoCommand.Configure),
        new("exec", "Runs a command for every message: a bot.", ExecCommand.Configure),
        new("run", "Runs a command and tells the room how it ended.", RunCommand.Configure),
        new("bench", "Measures what a running server takes.", BenchCommand.Configure),
        new("completion", "Prints the script with which a shell completes chatroom.", CompletionCommand.Configure),
    ];

    public static Verb? Find(string name) => All.FirstOrDefault(verb => string.Equals(verb.Name, name, StringComparison.OrdinalIgnoreCase));
}
