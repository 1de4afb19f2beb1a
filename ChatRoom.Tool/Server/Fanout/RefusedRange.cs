using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Fanout;

/// <summary>Lines of one peer, one right behind the other, that were refused for one reason. Where the peer gives no numbers they are counted.</summary>
internal sealed record RefusedRange(Refusal Refusal, long First, long Last)
{
    /// <summary>This run and the lines behind it as one; false where they do not belong together.</summary>
    public bool TryJoin(Refusal refusal, long first, long last, Dialect dialect, [NotNullWhen(true)] out RefusedRange? joined)
    {
        var isNumbered = dialect == Dialect.Typed;
        joined = refusal != Refusal || (isNumbered && first != Last + 1) ? null
            : isNumbered ? this with { Last = last }
            : this with { First = 1, Last = Last - First + 1 + last - first + 1 };
        return joined is not null;
    }

    public byte[] Spell(Dialect dialect)
    {
        Span<byte> buffer = stackalloc byte[ServerLine.MaxEncoded];
        return buffer[..LineEncoder.Write(dialect, ServerLines.Refused(Refusal, First, Last), buffer)].ToArray();
    }
}
