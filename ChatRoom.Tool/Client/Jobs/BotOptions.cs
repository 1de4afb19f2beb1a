using ChatRoom.Client.Jobs.Processes;
using ChatRoom.Client.Printing;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Jobs;

/// <summary>The command of a bot, the messages that it handles, and what happens to the output.</summary>
internal sealed record BotOptions
{
    public required CommandToRun Command { get; init; }

    /// <summary>Environment variables that the command gets instead of ours, in addition to the message; a null value removes one.</summary>
    public required IReadOnlyList<(string Name, string? Value)> Variables { get; init; }

    /// <summary>The only sender whose messages are handled; null: all.</summary>
    public required Nickname? From { get; init; }

    /// <summary>The pattern that a message must match; null: any text.</summary>
    public required TextPattern? Pattern { get; init; }

    /// <summary>The bot says the output in the room.</summary>
    public required bool Replies { get; init; }

    /// <summary>The most commands at the same time. With 1 they run one after the other, in the order of the room.</summary>
    public required int Jobs { get; init; }

    /// <summary>How long a command may run; null: no limit.</summary>
    public required TimeSpan? KillAfter { get; init; }

    /// <summary>The most messages in the queue. While it is full, the bot receives nothing.</summary>
    public int MaxWaiting { get; init; } = 1000;

    public required TimeProvider Time { get; init; }
}
