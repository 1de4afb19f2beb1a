using System.Globalization;
using System.Text;

namespace ChatRoom.Bench.Measuring;

/// <summary>
/// The names of a run's members. Each ends with the run's tag, so that two runs can share a room. They are short, because
/// every delivery contains one, and those of all senders are equally long.
/// </summary>
internal sealed class MemberNames
{
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    private readonly BenchOptions _options;
    private readonly string _tag;
    private readonly byte[][] _heads;

    public MemberNames(BenchOptions options, string tag)
    {
        _options = options;
        _tag = tag;
        _heads = [.. Enumerable.Range(0, options.SenderCount).Select(sender => CreateHead(NameOfSender(sender)))];
    }

    public static string RandomTag() => new(Random.Shared.GetItems<char>(Letters, 3));

    /// <summary>The bytes of the part before the text in a line of any sender, without the id and the time of the typed dialect.</summary>
    public int HeadBytes => _heads is [var first, ..] ? first.Length : 0;

    /// <summary>The name of a measured connection: first the receivers, then the senders.</summary>
    public string NameOf(int connection) => connection < _options.Receivers
        ? NameOf('r', connection, _options.Receivers)
        : NameOf('s', connection - _options.Receivers, _options.Senders);

    public string NameOfStuck(int connection) => $"x{connection + 1}-{_tag}";

    /// <summary>The index of a sender's connection.</summary>
    public int ConnectionOf(int sender) => _options.Both ? sender : _options.Receivers + sender;

    /// <summary>The part before the text in a line of the sender, without the id and the time of the typed dialect.</summary>
    public ReadOnlySpan<byte> HeadOf(int sender) => _heads[sender];

    /// <summary>
    /// True if this is the part before the text in a line of the sender. In the line dialect that is the name, in the typed
    /// dialect also an id and a time.
    /// </summary>
    public bool IsHeadOf(int sender, ReadOnlySpan<byte> head)
    {
        var own = _heads[sender];
        return head.EndsWith(own) && IsBeginning(_options.IsTyped, head[..^own.Length]);
    }

    /// <summary>True if a message's line can begin like this, before its sender's head.</summary>
    public static bool IsBeginning(bool isTyped, ReadOnlySpan<byte> line) =>
        isTyped ? line.StartsWith("message "u8) && !line.Contains((byte)'\n') : line.IsEmpty;

    /// <summary>True for the name of a member of this run.</summary>
    public bool IsOurs(ReadOnlySpan<byte> name) =>
        name.Length > _tag.Length
        && Encoding.ASCII.GetString(name[^_tag.Length..]) == _tag && name[^(_tag.Length + 1)] == '-';

    private string NameOf(char kind, int index, int count) =>
        $"{kind}{(index + 1).ToString(CultureInfo.InvariantCulture).PadLeft(count.ToString(CultureInfo.InvariantCulture).Length, '0')}-{_tag}";

    private string NameOfSender(int sender) => NameOf(ConnectionOf(sender));

    private byte[] CreateHead(string name) =>
        Encoding.ASCII.GetBytes(_options.IsTyped ? $" {_options.Server.Room} {name} " : $"{name}: ");
}
