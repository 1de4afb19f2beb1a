using System.Text;
using ChatRoom.Client.Jobs.Output;
using ChatRoom.Client.Jobs.Processes;

namespace ChatRoom.Client.Jobs;

/// <summary>The lines that announce the start and the end of a command in a room.</summary>
internal static class RunReport
{
    public static IReadOnlyList<byte[]> Start(CommandToRun command) => [Encoding.UTF8.GetBytes($"{command.Text} started")];

    public static IReadOnlyList<byte[]> End(CommandToRun command, int exitCode, TimeSpan elapsed, OutputTail? tail)
    {
        var end = JobEnd.Of(exitCode);
        var sentence = $"{command.Text} {end.Description} {(end.IsOk ? "in" : "after")} {JobEnd.Text(elapsed)}";
        return [Encoding.UTF8.GetBytes(sentence), .. tail?.End() ?? []];
    }
}
