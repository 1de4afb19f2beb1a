using System.Text;

namespace ChatRoom.Bench.Measuring;

/// <summary>One room of a run: its senders, what they have sent, and what its readers have received. Only the run's thread uses it.</summary>
internal sealed class BenchRoom
{
    private readonly List<SequenceCheck> _checks = [];

    public BenchRoom(BenchOptions options, MemberNames names, Deliveries all, int room)
    {
        Name = options.RoomName(room);
        FirstReader = options.ReceiverSpread.FirstOf(room);
        FirstSender = options.SenderSpread.FirstOf(room);
        MarkerName = Encoding.ASCII.GetBytes(names.NameOf(FirstReader));
        var senders = options.SenderSpread.CountIn(room);
        var readers = options.ReceiverSpread.CountIn(room) + (options.Both ? 0 : senders);
        Heads = new SenderHeads(options.IsTyped, Name, [.. Enumerable.Range(FirstSender, senders).Select(names.NameOfSender)]);
        Sent = new SentMessages(options, Heads);
        Deliveries = new RoomDeliveries(all, readers, FirstSender, senders, options.Window);
    }

    public string Name { get; }

    /// <summary>The connection of the room's first reader, which sends the room's marks.</summary>
    public int FirstReader { get; }

    /// <summary>The name of the first reader.</summary>
    public byte[] MarkerName { get; }

    /// <summary>The first sender of the room. In texts and counts of the room, it has number 0.</summary>
    public int FirstSender { get; }

    public SenderHeads Heads { get; }

    public SentMessages Sent { get; }

    public RoomDeliveries Deliveries { get; }

    /// <summary>All readers have received the same messages in the same order.</summary>
    public bool IsOneOrder => _checks.TrueForAll(check => check.Order == _checks[0].Order);

    /// <summary>Creates the check of a further reader.</summary>
    public SequenceCheck AddCheck()
    {
        var check = new SequenceCheck(Heads.Count);
        _checks.Add(check);
        return check;
    }

    /// <summary>The errors at all readers.</summary>
    public ReceiveErrors Finish() => _checks.Aggregate(default(ReceiveErrors), (all, check) => all + check.Finish(Sent.Counts));
}
