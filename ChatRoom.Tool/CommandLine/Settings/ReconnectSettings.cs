using System.Diagnostics.CodeAnalysis;
using ChatRoom.Client.Options;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.Protocol.Text;

namespace ChatRoom.CommandLine.Settings;

/// <summary>The options for a lost connection.</summary>
internal sealed class ReconnectSettings
{
    /// <summary>The longest outage by default if no person waits at a terminal.</summary>
    public const string UnattendedLimit = "2m";

    private readonly Switch _never;
    private readonly Setting _giveUpAfter;

    private ReconnectSettings(CommandDefinition command, string? giveUpAfter)
    {
        _never = Switch.Add(command, "--no-reconnect", "CHATROOM_NO_RECONNECT", "End if the connection is lost.");
        _giveUpAfter = Setting.Add(
            command, "--give-up-after <DURATION>", "CHATROOM_GIVE_UP_AFTER", giveUpAfter, "End if a lost connection is not restored within this time.");
    }

    /// <param name="command">The verb that the options are added to.</param>
    /// <param name="giveUpAfter">The longest outage by default; null: no limit.</param>
    public static ReconnectSettings Add(CommandDefinition command, string? giveUpAfter) => new(command, giveUpAfter);

    /// <summary>Adds the given values. False, with a sentence, if one is wrong.</summary>
    public bool TryAdd([DisallowNull, NotNull] ref ClientOptions? options, out string whyNot)
    {
        TimeSpan? giveUpAfter = null;
        if (!_never.TryRead(out var never, out whyNot) || !_giveUpAfter.TryReadOptionalDuration(out giveUpAfter, out whyNot))
        {
            return false;
        }

        options = options with { Reconnect = never ? null : new ReconnectOptions { GiveUpAfter = giveUpAfter } };
        return true;
    }

    /// <summary>Sets the limit for a verb that learns only now that no person waits at a terminal.</summary>
    public static ClientOptions LimitOutage(ClientOptions options) =>
        options.Reconnect is { GiveUpAfter: null } unlimited && Duration.TryParse(UnattendedLimit, out var limit)
            ? options with { Reconnect = unlimited with { GiveUpAfter = limit } }
            : options;
}
