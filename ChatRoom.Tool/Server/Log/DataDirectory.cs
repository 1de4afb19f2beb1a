using System.Diagnostics.CodeAnalysis;
using ChatRoom.Files;
using ChatRoom.Protocol;
using ChatRoom.Server.Log.Segments;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log;

/// <summary>
/// The directory of one server's logs. A file lock keeps other servers out; the system releases it however the
/// process ends. Used by one thread at a time.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private const string LockName = "lock";

    private readonly string _path;
    private readonly SafeFileHandle _lock;

    private DataDirectory(string path, SafeFileHandle lockFile)
    {
        _path = path;
        _lock = lockFile;
    }

    /// <summary>Locks a directory, which is created if it is missing; false, with one sentence, if that fails.</summary>
    public static bool TryOpen(string path, [NotNullWhen(true)] out DataDirectory? directory, [NotNullWhen(false)] out string? whyNot)
    {
        (directory, whyNot) = (null, null);
        try
        {
            path = Path.GetFullPath(path);
            LogDirectory.MakePrivate(path);
            directory = new DataDirectory(path, Lock(Path.Combine(path, LockName)));
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            whyNot = IsInUse(error)
                ? $"another server uses the data directory {path}: stop that server, or choose another directory with --data DIR"
                : $"cannot use the data directory {path}: {FileFailure.Reason(error)}; choose another one with --data DIR, or keep no log with --ephemeral";
            return false;
        }
    }

    /// <summary>The rooms that have a log, in lower case.</summary>
    public IReadOnlyList<Nickname> Rooms() =>
        [.. Directory.GetDirectories(_path).Select(folder => RoomDirectory.TryParseName(Path.GetFileName(folder), out var room) ? room : null).OfType<Nickname>()];

    /// <summary>Opens a room's log; a missing one is empty. False, with one sentence, if it cannot be read.</summary>
    /// <param name="report">Is given one sentence for each fault in the files, on any thread.</param>
    public bool TryOpenRoom(Nickname room, StoreOptions options, Action<string> report, [NotNullWhen(true)] out RoomStore? store, [NotNullWhen(false)] out string? whyNot) =>
        RoomStore.TryOpen(new RoomDirectory(_path, room), options, report, out store, out whyNot);

    public void Dispose() => _lock.Dispose();

    private static SafeFileHandle Lock(string path)
    {
        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return file;
    }

    /// <summary>True for EWOULDBLOCK from flock(2), and for a sharing violation, as the base library reports them.</summary>
    private static bool IsInUse(Exception error) => (error.HResult & 0xFFFF) is 11 or 35 or 32;
}
