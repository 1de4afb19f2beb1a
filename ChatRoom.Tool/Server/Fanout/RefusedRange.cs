using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Fanout;

/// <summary>Lines of one peer in a row that were refused for one reason. If the peer gives no numbers, they are counted. Never changes.</summary>
internal sealed record RefusedRange(Refusal Refusal, long First, long Last)
{
    /// <summary>Joins this range and the lines after it; false if the reason differs or a number is missing between them.</summary>
    public bool TryJoin(Refusal refusal, long first, long last, Dialect dialect, [NotNullWhen(true)] out RefusedRange? joined)
    {
        var isNumbered = dialect.HasNumberedLines;
        joined = refusal != Refusal || (isNumbered && first != Last + 1) ? null
            : isNumbered ? this with { Last = last }
            : this with { First = 1, Last = Last - First + 1 + last - first + 1 };
        return joined is not null;
    }

    public byte[] Encode(Dialect dialect) => dialect.Encoding.Encode(ServerLines.Refused(Refusal, First, Last));
}
