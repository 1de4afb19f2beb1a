using System.Buffers;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Server.Log.Records;

/// <summary>
/// Who said a record, so that it is said exactly once: <c>SESSION/NUMBER</c>, a <see cref="NumberRange"/> for what
/// was refused since the session's previous record, <c>+MORE</c>. A view over bytes that lie elsewhere;
/// the default is nobody's, <c>-</c>.
/// </summary>
internal ref struct SessionStamp
{
    /// <summary>Ranges that are written or remembered; of more, the newest.</summary>
    public const int MostRefused = 64;

    /// <summary>Bytes: the session, its number, every range, and how many follow.</summary>
    public const int MaxEncoded = 32 + 20 + (MostRefused * 40) + 11;

    private static readonly SearchValues<byte> Allowed = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>16 to 32 of <c>0-9 a-z</c>; empty for nobody.</summary>
    public ReadOnlySpan<byte> Session;

    /// <summary>How far the session came: the number of its line that made this record.</summary>
    public long Number;

    /// <summary>In rising order.</summary>
    public ReadOnlySpan<NumberRange> Refused;

    /// <summary>How many records behind this one belong together with it: all of them are there after a crash, or none.</summary>
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
            foreach (var range in Refused[Math.Max(0, Refused.Length - MostRefused)..])
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
