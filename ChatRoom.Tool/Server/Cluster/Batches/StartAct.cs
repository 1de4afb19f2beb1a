namespace ChatRoom.Server.Cluster.Batches;

/// <summary>A node starts, or starts anew after it expired. Alone in its batch, with incarnation 0.</summary>
/// <param name="Nonce">Random: the same start may come twice.</param>
/// <param name="Address">Where clients reach it, as it is told to them.</param>
/// <param name="RulesFrom">The oldest version of the rules that it can apply.</param>
/// <param name="RulesTo">The newest.</param>
/// <param name="GraceMilliseconds">Its seats are kept for this long after it ended, at most <see cref="MaxGrace"/>.</param>
internal readonly record struct StartAct(ulong Nonce, string Address, int RulesFrom, int RulesTo, int GraceMilliseconds)
{
    /// <summary>Characters of the longest address: a name of the DNS, and a port.</summary>
    public const int MaxAddress = 300;

    /// <summary>Milliseconds: a day.</summary>
    public const int MaxGrace = 24 * 60 * 60 * 1000;

    public void AddTo(BatchWriter batch)
    {
        var to = batch.Begin(ActKind.Start);
        to.Fixed(Nonce);
        to.Ascii(Address);
        to.Varint((ulong)RulesFrom);
        to.Varint((ulong)RulesTo);
        to.Varint((ulong)GraceMilliseconds);
        batch.End();
    }

    /// <summary>False: it is of another kind, or damaged.</summary>
    public static bool TryRead(in Act act, out StartAct read)
    {
        var fields = act.Fields;
        read = new StartAct(
            fields.Fixed(), fields.Ascii(MaxAddress), (int)fields.UpTo(int.MaxValue), (int)fields.UpTo(int.MaxValue), (int)fields.UpTo(MaxGrace));
        return act.Kind == ActKind.Start && fields.IsComplete;
    }
}
