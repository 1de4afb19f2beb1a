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
    private const IrcCaps Tags = IrcCaps.MessageTags | IrcCaps.ServerTime | IrcCaps.Batch | IrcCaps.Multiline;

    private static readonly Dictionary<IrcCaps, ServerLineEncoding> All = [];
    private static readonly Lock Guard = new();

    /// <summary>Whether two sets of capabilities differ in what the readers of a room are sent.</summary>
    public static bool Differ(IrcCaps one, IrcCaps other) => ((one ^ other) & (Tags | IrcCaps.EchoMessage)) != 0;

    public static ServerLineEncoding Of(IrcCaps caps)
    {
        // A batch without multiline, or multiline without a batch, changes no event.
        var tags = (caps & (IrcCaps.Batch | IrcCaps.Multiline)) == (IrcCaps.Batch | IrcCaps.Multiline) ? caps & Tags : caps & Tags & ~(IrcCaps.Batch | IrcCaps.Multiline);
        lock (Guard)
        {
            if (!All.TryGetValue(tags, out var encoding))
            {
                All.Add(tags, encoding = new ServerLineEncoding((in line, output) => IrcEventWriter.Write(line, tags, output), IrcEventWriter.MaxEncoded, Growth));
            }

            return encoding;
        }
    }
}
