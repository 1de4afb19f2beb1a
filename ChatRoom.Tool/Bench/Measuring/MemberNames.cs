using System.Globalization;
using System.Text;

namespace ChatRoom.Bench.Measuring;

/// <summary>
/// The names of a run's members. Each ends with the run's tag, so that two runs can share a room. They are short, because
/// every delivery contains one, and those of all senders are equally long.
/// </summary>
internal sealed class MemberNames(BenchOptions options, string tag)
{
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    public static string RandomTag() => new(Random.Shared.GetItems<char>(Letters, 3));

    /// <summary>The name of a measured connection: first the receivers, then the senders.</summary>
    public string NameOf(int connection) => connection < options.Receivers
        ? NameOf('r', connection, options.Receivers)
        : NameOf('s', connection - options.Receivers, options.Senders);

    public string NameOfStuck(int connection) => $"x{connection + 1}-{tag}";

    public string NameOfSender(int sender) => NameOf(ConnectionOf(sender));

    /// <summary>The index of a sender's connection.</summary>
    public int ConnectionOf(int sender) => options.Both ? sender : options.Receivers + sender;

    /// <summary>True for the name of a member of this run.</summary>
    public bool IsOurs(ReadOnlySpan<byte> name) =>
        name.Length > tag.Length
        && Encoding.ASCII.GetString(name[^tag.Length..]) == tag && name[^(tag.Length + 1)] == '-';

    private string NameOf(char kind, int index, int count) =>
        $"{kind}{(index + 1).ToString(CultureInfo.InvariantCulture).PadLeft(count.ToString(CultureInfo.InvariantCulture).Length, '0')}-{tag}";
}
