using System.Collections.Frozen;
using ChatRoom.Server.Dialects.Irc.Clients;
using ChatRoom.Server.Events;

namespace ChatRoom.Server.Dialects.Irc.Commands;

/// <summary>Runs a command; returns why the connection ends, or null.</summary>
internal delegate ValueTask<CloseReason?> IrcHandler(IrcClient client, IrcRequest request);

/// <summary>A command of a registered client.</summary>
/// <param name="Least">The parameters that it needs.</param>
internal sealed record IrcCommand(string Name, int Least, IrcHandler Run);

/// <summary>The commands of a registered client, in one table.</summary>
internal static class IrcCommands
{
    private static readonly FrozenDictionary<string, IrcCommand> Table = new[]
    {
        ConnectionCommands.Table,
        JoinCommands.Table,
        TopicCommands.Table,
        ModeCommands.Table,
        OperatorCommands.Table,
        QueryCommands.Table,
        PastCommands.Table,
    }.SelectMany(commands => commands).ToFrozenDictionary(command => command.Name);

    /// <summary>The cost of a command for the rate limit, in commands: a JOIN costs as much for each room.</summary>
    public static int CostOf(IrcRequest request) => request.Command switch
    {
        "PING" or "PONG" => 0,
        "JOIN" => 1 + request[0].Count(character => character == ','),
        _ => 1,
    };

    public static async ValueTask<CloseReason?> RunAsync(IrcClient client, IrcRequest request)
    {
        if (!Table.TryGetValue(request.Command, out var command))
        {
            client.Numeric("421", request.Command, "That command is not known here.");
            return null;
        }

        if (request.Count < command.Least || (command.Least > 0 && request[0].Length == 0))
        {
            client.Numeric("461", request.Command, "More parameters are needed.");
            return null;
        }

        return await command.Run(client, request);
    }

    /// <summary>The outcome of a command that was done at once and ends nothing.</summary>
    public static ValueTask<CloseReason?> Done => default;
}
