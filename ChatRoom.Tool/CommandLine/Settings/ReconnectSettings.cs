using System.Diagnostics.CodeAnalysis;
using ChatRoom.Client.Options;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.Protocol.Text;

namespace ChatRoom.CommandLine.Settings;

/// <summary>What a verb does about a connection that is lost.</summary>
internal sealed class ReconnectSettings
{
    /// <summary>How long an outage may last where nobody sits in front of it and waits.</summary>
    public const string Unattended = "2m";

    private readonly Switch _never;
    private readonly Setting _giveUpAfter;

    private ReconnectSettings(CommandDefinition command, string? giveUpAfter)
    {
        _never = Switch.Add(command, "--no-reconnect", "CHATROOM_NO_RECONNECT", "End where the connection is lost.");
        _giveUpAfter = Setting.Add(
            command, "--give-up-after <DURATION>", "CHATROOM_GIVE_UP_AFTER", giveUpAfter, "End where a lost connection does not come back for so long.");
    }

    /// <param name="command">The verb that gets the options.</param>
    /// <param name="giveUpAfter">How long an outage may last where nothing is said; null is as long as it likes.</param>
    public static ReconnectSettings Add(CommandDefinition command, string? giveUpAfter) => new(command, giveUpAfter);

    /// <summary>Adds what was given; false, and a sentence, where it is wrong.</summary>
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

    /// <summary>For a verb that only now knows that nobody sits in front of it.</summary>
    public static ClientOptions Unattend(ClientOptions options) =>
        options.Reconnect is { GiveUpAfter: null } forEver && Duration.TryParse(Unattended, out var limit)
            ? options with { Reconnect = forEver with { GiveUpAfter = limit } }
            : options;
}
