using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Parsing;

namespace ChatRoom.CommandLine;

/// <summary>The words after <c>chatroom</c>: finds the verb, hands it its options, returns the exit code.</summary>
internal static class RootCommand
{
    public static int Run(string[] arguments)
    {
        if (arguments is ["--version"])
        {
            return Print.With(ExitCode.Done, $"{ToolVersion.Text}\n");
        }

        if (arguments is not [var name, .. var behind] || VerbTable.Find(name) is not { } verb)
        {
            return FullParser.Run(VerbTable.All, arguments);
        }

        var command = verb.Define();
        return PlainArguments.TryRead(behind, command) ? command.Run() : FullParser.Run(verb, behind);
    }
}
