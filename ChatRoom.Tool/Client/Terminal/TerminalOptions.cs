using System.Threading.Channels;
using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal;

/// <summary>How somebody chats on a terminal.</summary>
/// <param name="OwnName">What is offered to whoever gives no name.</param>
/// <param name="History">What is shown of the time before.</param>
/// <param name="Palette">How lines are set apart.</param>
/// <param name="Bell">What rings at first.</param>
internal sealed record TerminalOptions(Nickname OwnName, Since History, Palette Palette, BellMode Bell)
{
    /// <summary>Nobody can listen on the way to the server, also where nothing is encrypted.</summary>
    public bool IsSafeInClear { get; init; }

    /// <summary>It joins as a bot, which other bots do not answer.</summary>
    public bool IsBot { get; init; }

    /// <summary>Sentences of the server that this process hosts, shown beside what is said; null where it hosts none.</summary>
    public ChannelReader<string>? HostLog { get; init; }
}
