using ChatRoom.Client.Jobs.Processes;
using ChatRoom.Client.Printing;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Jobs;

/// <summary>What a bot runs, for which messages, and what becomes of the output.</summary>
internal sealed record BotOptions
{
    public required CommandToRun Command { get; init; }

    /// <summary>What the command has in its environment in place of what we have, beside the message; null for nothing.</summary>
    public IReadOnlyList<(string Name, string? Value)> Variables { get; init; } = [];

    /// <summary>Only messages of this one; null is everybody.</summary>
    public Nickname? From { get; init; }

    /// <summary>Only messages with such a text; null is any.</summary>
    public TextPattern? Pattern { get; init; }

    /// <summary>Says the output in the room.</summary>
    public bool Replies { get; init; }

    /// <summary>Commands that may run at the same time; with 1, one after the other in the room's order.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>How long a command may run; null is as long as it likes.</summary>
    public TimeSpan? KillAfter { get; init; }

    /// <summary>Messages that wait for a command, before the bot receives no further ones.</summary>
    public int MaxWaiting { get; init; } = 1000;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
