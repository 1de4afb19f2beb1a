using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Parsing;

namespace ChatRoom.CommandLine;

/// <summary>The arguments after <c>chatroom</c>: finds the verb, gives it its options, and returns the exit code.</summary>
internal static class RootCommand
{
    public static int Run(string[] arguments)
    {
        if (arguments is ["--version"])
        {
            return Print.With(ExitCode.Done, $"{ToolVersion.Text}\n");
        }

        if (arguments is not [var name, .. var rest] || VerbTable.Find(name) is not { } verb)
        {
            return FullParser.Run(VerbTable.All, arguments);
        }

        var command = verb.Define();
        return PlainArguments.TryRead(rest, command) ? command.Run() : FullParser.Run(verb, rest);
    }
}
