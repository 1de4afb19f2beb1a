using ChatRoom.Protocol.Irc;
using ChatRoom.Server.Fanout;

namespace ChatRoom.Server.Dialects.Irc.Clients;

/// <summary>
/// The encodings of a room's events for IRC clients: one for each set of tags that clients may want. A room encodes an event once
/// for all its readers that want the same. Never changes; any thread.
/// </summary>
internal static class IrcEncodings
{
    /// <summary>The tags of a short line are longer than the line itself.</summary>
    private const int Growth = 8;

    /// <summary>The capabilities that change what a room's readers are sent.</summary>
    private const IrcCaps Tags = IrcCaps.MessageTags | IrcCaps.ServerTime | InBatches;

    private const IrcCaps InBatches = IrcCaps.Batch | IrcCaps.Multiline;

    private static readonly ServerLineEncoding[] All =
    [
        .. from multiline in (IrcCaps[])[IrcCaps.None, InBatches]
           from time in (IrcCaps[])[IrcCaps.None, IrcCaps.ServerTime]
           from tags in (IrcCaps[])[IrcCaps.None, IrcCaps.MessageTags]
           select Make(multiline | time | tags),
    ];

    /// <summary>Whether two sets of capabilities differ in what the readers of a room are sent.</summary>
    public static bool Differ(IrcCaps one, IrcCaps other) => ((one ^ other) & (Tags | IrcCaps.EchoMessage)) != 0;

    /// <summary>A batch without multiline, or multiline without a batch, changes no event.</summary>
    public static ServerLineEncoding Of(IrcCaps caps) =>
        All[(caps.HasFlag(InBatches) ? 4 : 0) + (caps.HasFlag(IrcCaps.ServerTime) ? 2 : 0) + (caps.HasFlag(IrcCaps.MessageTags) ? 1 : 0)];

    private static ServerLineEncoding Make(IrcCaps caps) =>
        new((in line, output) => IrcEventWriter.Write(line, caps, output), IrcEventWriter.MaxEncoded, Growth);
}
