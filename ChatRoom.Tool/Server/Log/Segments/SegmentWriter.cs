using System.Diagnostics.CodeAnalysis;
using ChatRoom.Files;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log.Segments;

/// <summary>
/// Appends to the newest segment. What a write that failed left behind is cut off before the next one, so that
/// nothing ever stands behind garbage. Used under the room's lock.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    private SafeFileHandle _file;
    private readonly WriteBytes _write;
    private bool _hasGarbage;

    private SegmentWriter(SafeFileHandle file, Segment segment, WriteBytes write)
    {
        _file = file;
        _write = write;
        Segment = segment;
    }

    public Segment Segment { get; }

    /// <summary>Goes on in a segment; what stands in the file behind its length is cut off.</summary>
    /// <exception cref="IOException">The file cannot be opened or cut.</exception>
    public static SegmentWriter Open(Segment segment, WriteBytes write)
    {
        var file = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            if (RandomAccess.GetLength(file) != segment.Length)
            {
                RandomAccess.SetLength(file, segment.Length);
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }

        return new SegmentWriter(file, segment, write);
    }

    /// <summary>
    /// Begins a segment with its head. It gets its name when it is whole; it may take the place of one that holds no event.
    /// </summary>
    /// <exception cref="IOException">The file cannot be made or written.</exception>
    public static SegmentWriter Create(RoomDirectory folder, long firstId, ReadOnlySpan<byte> head, WriteBytes write)
    {
        var path = folder.PathOf(firstId);
        return new SegmentWriter(Make(folder, path, head, write), new Segment(path, firstId, head.Length), write);
    }

    /// <summary>Makes the file again that somebody has removed, with what is committed.</summary>
    /// <exception cref="IOException">The file cannot be made or written.</exception>
    public void Restore(RoomDirectory folder)
    {
        var content = new byte[Segment.Length];
        var length = 0;
        while (length < content.Length && RandomAccess.Read(_file, content.AsSpan(length), length) is > 0 and var read)
        {
            length += read;
        }

        if (length < content.Length)
        {
            throw new IOException("its content was cut");
        }

        var file = Make(folder, Segment.Path, content, _write);
        _file.Dispose();
        _file = file;
        _hasGarbage = false;
        Segment.SyncedLength = -1;
    }

    private static SafeFileHandle Make(RoomDirectory folder, string path, ReadOnlySpan<byte> content, WriteBytes write)
    {
        RoomDirectory.MakePrivate(folder.Path);
        var unfinished = RoomDirectory.UnfinishedPathOf(path);
        File.Delete(unfinished);
        var file = File.OpenHandle(unfinished, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            write(file, content, 0);
            if (File.Exists(path))
            {
                // Of what it replaces, some may be on the disk for sure.
                RandomAccess.FlushToDisk(file);
            }

            File.Move(unfinished, path, overwrite: true);
            return file;
        }
        catch
        {
            file.Dispose();
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Writes behind what is committed; <see cref="Segment.Length"/> stays as it was. Nothing is left behind where it fails.</summary>
    public bool TryWrite(ReadOnlySpan<byte> bytes, [NotNullWhen(false)] out string? whyNot)
    {
        whyNot = null;
        try
        {
            CutGarbage();
            _hasGarbage = true;
            _write(_file, bytes, Segment.Length);
            _hasGarbage = false;
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            whyNot = $"cannot write {Segment.Path}: {FileFailure.Reason(error)}";
            TryCutGarbage();
            return false;
        }
    }

    public void Dispose() => _file.Dispose();

    private void CutGarbage()
    {
        if (_hasGarbage)
        {
            RandomAccess.SetLength(_file, Segment.Length);
            _hasGarbage = false;
        }
    }

    private void TryCutGarbage()
    {
        try
        {
            CutGarbage();
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            // The next write tries again before it writes anything.
        }
    }
}
