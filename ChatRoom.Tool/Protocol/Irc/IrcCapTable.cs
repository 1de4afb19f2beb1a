using System.Collections.Frozen;

namespace ChatRoom.Protocol.Irc;

/// <summary>The names of the capabilities, and what CAP LS and CAP REQ say of them (IRCv3 capability-negotiation).</summary>
internal static class IrcCapTable
{
    private static readonly (IrcCaps Cap, string Name, string? Value)[] All =
    [
        (IrcCaps.MessageTags, "message-tags", null),
        (IrcCaps.ServerTime, "server-time", null),
        (IrcCaps.Batch, "batch", null),
        (IrcCaps.EchoMessage, "echo-message", null),
        (IrcCaps.CapNotify, "cap-notify", null),
        (IrcCaps.MultiPrefix, "multi-prefix", null),
        (IrcCaps.UserhostInNames, "userhost-in-names", null),
        (IrcCaps.StandardReplies, "standard-replies", null),
        (IrcCaps.ChatHistory, "draft/chathistory", null),
        (IrcCaps.Multiline, "draft/multiline", $"max-bytes={Limits.MaxTogetherBytes},max-lines={Limits.MaxTogetherLines}"),
        (IrcCaps.Sasl, "sasl", "PLAIN"),
    ];

    private static readonly FrozenDictionary<string, IrcCaps> ByName = All.ToFrozenDictionary(cap => cap.Name, cap => cap.Cap);

    /// <summary>The list for CAP LS.</summary>
    /// <param name="withValues">The client knows version 302.</param>
    /// <param name="hasPassword">The server has a password, which SASL can give.</param>
    public static string Offer(bool withValues, bool hasPassword) =>
        string.Join(' ', All.Where(cap => hasPassword || cap.Cap != IrcCaps.Sasl).Select(cap => withValues && cap.Value is not null ? $"{cap.Name}={cap.Value}" : cap.Name));

    /// <summary>The list for CAP LIST.</summary>
    public static string Names(IrcCaps caps) => string.Join(' ', All.Where(cap => caps.HasFlag(cap.Cap)).Select(cap => cap.Name));

    /// <summary>Applies a CAP REQ to the capabilities of a client: all of it or nothing. False: one of them is not known.</summary>
    public static bool TryApply(string request, bool hasPassword, ref IrcCaps caps)
    {
        var wanted = caps;
        foreach (var word in request.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var isRemoved = word[0] == '-';
            if (!ByName.TryGetValue(isRemoved ? word[1..] : word, out var cap) || (cap == IrcCaps.Sasl && !hasPassword))
            {
                return false;
            }

            wanted = isRemoved ? wanted & ~cap : wanted | cap;
        }

        caps = wanted;
        return true;
    }
}
