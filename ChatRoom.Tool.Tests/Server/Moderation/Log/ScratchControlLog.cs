using System.Collections.Concurrent;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Log.Segments;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Moderation.Log;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Moderation.Log;

/// <summary>A control log in a temporary data directory. A test can open and close it many times.</summary>
internal sealed class ScratchControlLog : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatroom-");

    public ManualTime Time { get; } = new();

    /// <summary>The sentences that were reported to the operator.</summary>
    public ConcurrentQueue<string> Reports { get; } = new();

    public string Path => _folder.FullName;

    public string LogPath => System.IO.Path.Combine(Path, ControlStore.FolderName);

    /// <summary>The log's files, oldest first.</summary>
    public string[] Files => [.. Directory.GetFiles(LogPath).Order(StringComparer.Ordinal)];

    public LogOptions Options => new() { Folder = Path };

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public static Nickname Name(string name) => Nickname.TryParse(name, out var parsed) ? parsed : throw new ArgumentException(name);

    public static BanTarget Target(string text) => BanTarget.TryParse(text, out var target) ? target : throw new ArgumentException(text);

    public ControlLog Open(WriteBytes? write = null, Action? requestSync = null)
    {
        Assert.That(TryOpen(write ?? Disk.Write, requestSync ?? (() => { }), out var log, out var whyNot), whyNot);
        return log!;
    }

    public bool TryOpen(out string? whyNot) => TryOpen(Disk.Write, () => { }, out _, out whyNot);

    public (ControlStore Store, ControlState State) OpenStore()
    {
        Assert.That(ControlStore.TryOpen(new LogDirectory(Path, ControlStore.FolderName), Disk.Write, Reports.Enqueue, out var store, out var state, out var whyNot), whyNot);
        return (store!, state);
    }

    public Ban Of(string target, TimeSpan? length = null, string reason = "")
    {
        var now = Time.GetUtcNow().ToUnixTimeMilliseconds();
        return new Ban(Target(target), now, now + (long?)length?.TotalMilliseconds, Name("alice"), reason);
    }

    public static ControlOutcome Commit(ControlLog log, ControlAct act) => ActOutcome.Of(log.CommitAsync(act));

    public static Refusal? Impose(ControlLog log, Ban ban) => Commit(log, new ControlAct.Impose(BanList.Bans, ban)).Refusal;

    public static Refusal? Mute(ControlLog log, Ban ban) => Commit(log, new ControlAct.Impose(BanList.Mutes, ban)).Refusal;

    public static string[] Lift(ControlLog log, string target) =>
        [.. Commit(log, new ControlAct.Lift(BanList.Bans, Target(target), Name("alice"))).Records.Cast<ControlRecord.Lifted>().Select(record => $"{record.Target}")];

    public static Refusal? Lock(ControlLog log, string room, bool isLocked = true) =>
        Commit(log, new ControlAct.Lock(Name(room), isLocked, Name("alice"))).Refusal;

    /// <summary>All that a state holds, in order.</summary>
    public static string TextOf(ControlState state) => Encoding.UTF8.GetString(ControlLines.Encode(state.HeadOf(1, 0, long.MinValue)));

    public void Dispose() => _folder.Delete(recursive: true);

    private bool TryOpen(WriteBytes write, Action requestSync, out ControlLog? log, out string? whyNot) =>
        ControlLog.TryOpen(Time, new LogDirectory(Path, ControlStore.FolderName), write, Reports.Enqueue, requestSync, out log, out whyNot);
}
