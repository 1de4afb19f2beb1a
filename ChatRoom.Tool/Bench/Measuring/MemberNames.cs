using System.Runtime.CompilerServices;
using System.Text;

namespace ChatRoom.Bench.Measuring;

/// <summary>
/// The names of a run's members. Each ends with the run's tag, so that two runs can share a room. They are short, because
/// every delivery contains one.
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
        _heads = [.. Enumerable.Range(0, options.SenderCount).Select(sender => HeadOf(NameOfSender(sender)))];
    }

    public static string RandomTag() => new(Random.Shared.GetItems<char>(Letters, 3));

    /// <summary>The name of a measured connection: first the receivers, then the senders.</summary>
    public string NameOf(int connection) =>
        connection < _options.Receivers ? $"r{connection + 1}-{_tag}" : $"s{connection + 1 - _options.Receivers}-{_tag}";

    public string NameOfStuck(int connection) => $"x{connection + 1}-{_tag}";

    /// <summary>The index of a sender's connection.</summary>
    public int ConnectionOf(int sender) => _options.Both ? sender : _options.Receivers + sender;

    /// <summary>
    /// True if this is the part before the text in a line of the sender. In the line dialect that is the name, in the typed
    /// dialect also an id and a time.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsHeadOf(int sender, ReadOnlySpan<byte> head)
    {
        var own = _heads[sender];
        return _options.IsTyped ? head.EndsWith(own) && head.StartsWith("message "u8) && !head.Contains((byte)'\n')
            : head.SequenceEqual(own);
    }

    /// <summary>True for the name of a member of this run.</summary>
    public bool IsOurs(ReadOnlySpan<byte> name) =>
        name.Length > _tag.Length
        && Encoding.ASCII.GetString(name[^_tag.Length..]) == _tag && name[^(_tag.Length + 1)] == '-';

    private string NameOfSender(int sender) => NameOf(ConnectionOf(sender));

    private byte[] HeadOf(string name) =>
        Encoding.ASCII.GetBytes(_options.IsTyped ? $" {_options.Server.Room} {name} " : $"{name}: ");
}
