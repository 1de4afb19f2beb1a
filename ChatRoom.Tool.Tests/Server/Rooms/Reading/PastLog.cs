using ChatRoom.Protocol;
using ChatRoom.Server.Fanout;
using ChatRoom.Server.Log;
using ChatRoom.Server.Log.Segments;
using ChatRoom.Server.Rooms.Reading;
using ChatRoom.Tests.Server.Log;
using ChatRoom.Tests.Support.Values;

namespace ChatRoom.Tests.Server.Rooms.Reading;

/// <summary>The past of a room in memory, on disk, or both, with the slow and simple answer to a query beside it.</summary>
internal sealed class PastLog : IDisposable
{
    private readonly ScratchLog? _scratch;
    private readonly RoomStore? _store;
    private readonly List<(ServerLineKind Kind, long Id, long Time)> _events = [];

    /// <param name="windowBytes">Of memory.</param>
    public PastLog(long windowBytes, bool isOnDisk)
    {
        _scratch = isOnDisk ? new ScratchLog() : null;
        _store = _scratch?.Open(new StoreOptions { SegmentBytes = 100_000 });
        Log = new EncodedLog(ServerLineEncoding.Typed, windowBytes, nextId: 1, _store);
    }

    public EncodedLog Log { get; }

    public string[] Files => _scratch!.Files;

    /// <summary>The log after a restart that read nothing into memory.</summary>
    public EncodedLog OnDiskOnly => new(ServerLineEncoding.Typed, 1 << 20, _store!.LastId + 1, _store);

    /// <summary>The ids that a query finds.</summary>
    public static long[] Find(EncodedLog log, PastQuery query) => [.. new PastSearch(log, query).Find().Select(found => found.Id)];

    public long[] Find(PastQuery query) => Find(Log, query);

    public void Add(ServerLineKind kind, long time, int length = 10)
    {
        var id = _events.Count + 1;
        var line = new ServerLineValues(kind) { Id = id, Time = time, Room = "lobby", Name = "alice", Other = "rob", Text = new string('x', length) };
        if (_store is not null)
        {
            _store.Batch.AddEvent(line.View(), default);
            ScratchLog.Commit(_store);
        }

        Log.Append(line.View());
        Log.Publish();
        _events.Add((kind, id, time));
    }

    /// <summary>Adds messages, each a millisecond after the one before.</summary>
    public void Say(int count, int length = 10)
    {
        for (; count > 0; count--)
        {
            Add(ServerLineKind.Message, _events.Count + 1, length);
        }
    }

    /// <summary>The right answer, if times rise and everything fits.</summary>
    public long[] Expect(PastQuery query)
    {
        var kept = _store?.FirstId ?? Log.Oldest.NextId;
        var covered = _events
            .Where(said => said.Id >= kept && said.Kind is ServerLineKind.Message or ServerLineKind.Action && query.Covers(said.Id, said.Time))
            .Select(said => said.Id).ToArray();
        return query.IsNewest ? [.. covered.TakeLast(query.Count)] : [.. covered.Take(query.Count)];
    }

    public void Dispose()
    {
        _store?.Dispose();
        _scratch?.Dispose();
    }
}
