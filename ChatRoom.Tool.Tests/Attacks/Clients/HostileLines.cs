using System.Text;

namespace ChatRoom.Tests.Attacks.Clients;

/// <summary>All lines that a server may send to a program, with an entry of the corpus in each field that can hold it.</summary>
internal static class HostileLines
{
    /// <summary><c>@</c> stands for the entry. In a field of one word the entry's spaces are left out.</summary>
    public static readonly string[] All =
    [
        "message 6 1700000000000 lobby bob @",
        "message 6 1700000000000 lobby @ hello",
        "message 6 1700000000000 @ bob hello",
        "bot 6 1700000000000 lobby bob @",
        "action 6 1700000000000 lobby bob @",
        "join 6 1700000000000 lobby @",
        "leave 6 1700000000000 lobby bob @",
        "leave 6 1700000000000 lobby @",
        "announcement 6 1700000000000 lobby server @",
        "rename 6 1700000000000 lobby @ bob",
        "rename 6 1700000000000 lobby carol @",
        "topic 6 1700000000000 lobby bob @",
        "private 1700000000000 lobby bob alice @",
        "private 1700000000000 lobby @ alice hello",
        "private 1700000000000 lobby alice @ hello",
        "notice 1700000000000 @",
        "subject lobby 1700000000000 bob @",
        "subject lobby 1700000000000 @ text",
        "present lobby @ person 1700000000000",
        "gap 6 12 @",
        "error too-long 1 @",
        "error @ 1 text",
        "error bad-line 0 @",
        "refused too-long 1 9 @",
        "log lobby @",
        "welcome @ alice 5 1700000000000 3",
        "welcome lobby @ 5 1700000000000 3",
        "ping @",
        "pong @",
        "@",
        "bye kicked @",
        "bye @ text",
        "bye draining @",
    ];

    /// <summary>The line with this entry in its place, and a line end.</summary>
    public static byte[] With(string line, Corpus hostile)
    {
        var place = line.IndexOf('@', StringComparison.Ordinal);
        var isText = place == line.Length - 1;
        var bytes = isText ? hostile.Bytes : Array.FindAll(hostile.Bytes, value => value != ' ');
        return [.. Encoding.ASCII.GetBytes(line[..place]), .. bytes.Where(value => value != '\n'), .. Encoding.ASCII.GetBytes(line[(place + 1)..]), (byte)'\n'];
    }
}
