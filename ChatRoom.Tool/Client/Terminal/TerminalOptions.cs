using System.Threading.Channels;
using ChatRoom.Client.Terminal.Reading;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Terminal;

/// <summary>Options of a chat on a terminal.</summary>
/// <param name="OwnName">The name that Enter alone takes.</param>
/// <param name="History">How much of the room's past is shown.</param>
/// <param name="Palette">Colours and styles of the lines.</param>
/// <param name="Bell">When the bell rings, until /bell changes it.</param>
internal sealed record TerminalOptions(Nickname OwnName, Since History, Palette Palette, BellMode Bell)
{
    /// <summary>Nobody can read the traffic to the server, even if it is not encrypted: it stays on this machine.</summary>
    public bool IsSafeInClear { get; init; }

    /// <summary>The user joins as a bot, which other bots do not answer.</summary>
    public bool IsBot { get; init; }

    /// <summary>Log sentences of the server in this process, shown among the room's lines; null: this process runs no server.</summary>
    public ChannelReader<string>? HostLog { get; init; }
}
