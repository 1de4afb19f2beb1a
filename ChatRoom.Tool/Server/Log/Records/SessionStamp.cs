using System.Buffers;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Server.Log.Records;

/// <summary>
/// Names the line of a client's session that made a record, so that the line is recorded exactly once. It is
/// <c>SESSION/NUMBER</c>, a <see cref="NumberRange"/> for each range refused since the session's previous record, and
/// <c>+MORE</c>. A view over bytes that belong to the caller. The default, <c>-</c>, is no session.
/// </summary>
internal ref struct SessionStamp
{
    /// <summary>The number of ranges that are written and remembered: the newest ones.</summary>
    public const int MaxRefused = 64;

    /// <summary>Bytes of the longest stamp: the session, its number, the ranges, and the count of records that follow.</summary>
    public const int MaxEncoded = 32 + 20 + (MaxRefused * 40) + 11;

    private static readonly SearchValues<byte> Allowed = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>16 to 32 of <c>0-9 a-z</c>; empty: no session.</summary>
    public ReadOnlySpan<byte> Session;

    /// <summary>The number of the session's line that made this record.</summary>
    public long Number;

    /// <summary>Lines that were refused since the session's previous record, in rising order.</summary>
    public ReadOnlySpan<NumberRange> Refused;

    /// <summary>The number of records after this one that belong to its group: a crash keeps all of a group, or nothing.</summary>
    public int More;

    public static bool IsSession(ReadOnlySpan<byte> session) =>
        session.Length is >= 16 and <= 32 && !session.ContainsAnyExcept(Allowed);

    public readonly void Write(ref LineBuilder to)
    {
        if (Session.IsEmpty)
        {
            to.Add((byte)'-');
        }
        else
        {
            to.Add(Session);
            to.Add((byte)'/');
            to.Add(Number);
            foreach (var range in Refused[Math.Max(0, Refused.Length - MaxRefused)..])
            {
                range.Write(ref to);
            }
        }

        if (More > 0)
        {
            to.Add((byte)'+');
            to.Add(More);
        }
    }
}
