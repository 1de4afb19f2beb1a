using System.Collections.Concurrent;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Log;
using ChatRoom.Server.Log.Records;
using ChatRoom.Server.Log.Segments;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log;

/// <summary>The log of a room called lobby in a temporary folder. A test can open and close it many times.</summary>
internal sealed class ScratchLog : IDisposable
{
    public const string Alice = "0123456789abcdef";
    public const string Bob = "bobbobbobbobbobbobbobbobbobbob12";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatroom-");

    /// <summary>The sentences that were reported to the operator.</summary>
    public ConcurrentQueue<string> Reports { get; } = new();

    /// <summary>The room's files, oldest first.</summary>
    public string[] Files => [.. Directory.GetFiles(RoomPath).Order(StringComparer.Ordinal)];

    public string Path => _folder.FullName;

    public string RoomPath => System.IO.Path.Combine(Path, "room-lobby");

    public RoomStore Open(StoreOptions? options = null)
    {
        Assert.That(Nickname.TryParse("lobby", out var room));
        var opened = RoomStore.TryOpen(new RoomDirectory(Path, room!), options ?? new StoreOptions(), Reports.Enqueue, out var store, out var whyNot);
        Assert.That(opened, whyNot);
        return store!;
    }

    /// <summary>Reads everything from an event on, with the gaps.</summary>
    public static string Read(RoomStore store, long from = 1, int atOnce = 16 << 10)
    {
        using var reader = store.ReadFrom(from);
        var text = new StringBuilder();
        var buffer = new byte[atOnce];
        int length;
        while ((length = reader.Read(long.MaxValue, buffer)) > 0)
        {
            text.Append(Encoding.UTF8.GetString(buffer, 0, length));
        }

        return text.ToString();
    }

    /// <summary>Adds a message whose time equals its id, without a commit. Returns its line.</summary>
    public static string Say(RoomStore store, long id, string text, string session = "", long number = 0, NumberRange[]? refused = null, int more = 0)
    {
        var line = new ServerLineValues(ServerLineKind.Message) { Id = id, Time = id, Room = "lobby", Name = "alice", Text = text };
        store.Batch.AddEvent(line.View(), new Stamp { Session = Session(session), Number = number, Refused = refused, More = more });
        return line.In(TestDialects.Typed);
    }

    /// <summary>Adds messages, each with a commit of its own; returns their lines.</summary>
    public static string SayAndCommit(RoomStore store, int count, int length = 64)
    {
        var said = new StringBuilder();
        for (var index = 0; index < count; index++)
        {
            said.Append(Say(store, store.LastId + 1, new string('x', length)));
            Commit(store);
        }

        return said.ToString();
    }

    public static void Mark(RoomStore store, string session, long number, long time, params NumberRange[] refused) =>
        store.Batch.AddMark(new Stamp { Session = Session(session), Number = number, Refused = refused }, time);

    /// <summary>Adds the topic as an older version did.</summary>
    public static void SetTopic(RoomStore store, long time, string by, string text) =>
        store.Batch.AddSubject(new ServerLineValues(ServerLineKind.Subject) { Time = time, Name = by, Text = text }.View());

    /// <summary>A session of this id; null: none, for an empty text.</summary>
    public static SessionId? Session(string id) => SessionId.TryParse(Encoding.ASCII.GetBytes(id), out var session) ? session : null;

    public static void Commit(RoomStore store) => Assert.That(store.TryCommit(out var whyNot), whyNot);

    public void Dispose() => _folder.Delete(recursive: true);
}
