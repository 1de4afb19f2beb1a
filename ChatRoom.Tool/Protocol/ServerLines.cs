using System.Text;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Protocol;

/// <summary>Lines of the server to one reader alone. They are rare, and may allocate.</summary>
internal static class ServerLines
{
    public static ServerLine Error(Refusal refusal, long number) => new()
    {
        Kind = ServerLineKind.Error,
        Code = Encoding.ASCII.GetBytes(refusal.Code),
        Number = number,
        Text = Encoding.UTF8.GetBytes(refusal.Text),
    };

    /// <summary>Reports that all lines with these numbers were refused for one reason.</summary>
    public static ServerLine Refused(Refusal refusal, long first, long last) => first == last ? Error(refusal, last) : new()
    {
        Kind = ServerLineKind.Refused,
        Code = Encoding.ASCII.GetBytes(refusal.Code),
        Id = first,
        Number = last,
        Text = Encoding.UTF8.GetBytes(refusal.Text),
    };

    public static ServerLine Bye(Refusal reason) => new()
    {
        Kind = ServerLineKind.Bye,
        Code = Encoding.ASCII.GetBytes(reason.Code),
        Text = Encoding.UTF8.GetBytes(reason.Text),
    };

    public static ServerLine Notice(long time, string sentence) => Notice(time, Encoding.UTF8.GetBytes(sentence));

    public static ServerLine Notice(long time, ReadOnlySpan<byte> sentence) => new()
    {
        Kind = ServerLineKind.Notice,
        Time = time,
        Text = sentence,
    };

    /// <summary>Names the identity of the room's log.</summary>
    public static ServerLine Log(ReadOnlySpan<byte> room, string identity) => new()
    {
        Kind = ServerLineKind.Log,
        Room = room,
        Code = Encoding.ASCII.GetBytes(identity),
    };

    /// <summary>Asks a client to connect again after this time.</summary>
    public static ServerLine Retry(TimeSpan after) => new()
    {
        Kind = ServerLineKind.Retry,
        Number = (long)after.TotalMilliseconds,
    };

    /// <summary>Names the servers of the room. Addresses that are too long are left out, and those that are too many for one line.</summary>
    public static ServerLine Servers(IEnumerable<ServerAddress> addresses)
    {
        var list = new StringBuilder();
        foreach (var address in addresses.Select(address => address.ToString()).Where(address => address.Length <= ServerAddress.MaxLength).Take(ServerAddress.MaxCount))
        {
            if (list.Length + 1 + address.Length <= Limits.MaxText)
            {
                list.Append(list.Length == 0 ? "" : " ").Append(address);
            }
        }

        return new() { Kind = ServerLineKind.Servers, Text = Encoding.ASCII.GetBytes(list.ToString()) };
    }

    public static ServerLine Greeting(string version, string title) => new()
    {
        Kind = ServerLineKind.Greeting,
        Code = Encoding.ASCII.GetBytes(version),
        Text = Encoding.UTF8.GetBytes(title),
    };
}
