using System.Diagnostics.CodeAnalysis;
using ChatRoom.Files;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log.Segments;

/// <summary>
/// Appends to the newest segment. The rest of a failed write is cut off before the next write, so that no record ever
/// follows it. The log's writer only.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    private SafeFileHandle _file;
    private readonly WriteBytes _write;
    private bool _hasPartialWrite;

    private SegmentWriter(SafeFileHandle file, SegmentFile segmentFile, WriteBytes write)
    {
        _file = file;
        _write = write;
        SegmentFile = segmentFile;
    }

    public SegmentFile SegmentFile { get; }

    /// <summary>Opens a segment to append to it; bytes in the file beyond its length are cut off.</summary>
    /// <exception cref="IOException">The file cannot be opened or cut.</exception>
    public static SegmentWriter Open(SegmentFile segmentFile, WriteBytes write)
    {
        var file = File.OpenHandle(segmentFile.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            if (RandomAccess.GetLength(file) != segmentFile.Length)
            {
                RandomAccess.SetLength(file, segmentFile.Length);
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }

        return new SegmentWriter(file, segmentFile, write);
    }

    /// <summary>
    /// Creates a segment with its head. It gets its name when it is complete, and may replace one that holds no event.
    /// </summary>
    /// <exception cref="IOException">The file cannot be created or written.</exception>
    public static SegmentWriter Create(LogDirectory folder, long firstId, ReadOnlySpan<byte> head, WriteBytes write)
    {
        var path = folder.PathOf(firstId);
        return new SegmentWriter(Make(folder, path, head, write), new SegmentFile(path, firstId, head.Length), write);
    }

    /// <summary>Writes the committed content to a new file after somebody has removed the old one.</summary>
    /// <exception cref="IOException">The file cannot be created or written.</exception>
    public void Restore(LogDirectory folder)
    {
        var content = new byte[SegmentFile.Length];
        var length = 0;
        while (length < content.Length && RandomAccess.Read(_file, content.AsSpan(length), length) is > 0 and var read)
        {
            length += read;
        }

        if (length < content.Length)
        {
            throw new IOException("its content was cut");
        }

        var file = Make(folder, SegmentFile.Path, content, _write);
        _file.Dispose();
        _file = file;
        _hasPartialWrite = false;
        SegmentFile.SyncedLength = -1;
    }

    private static SafeFileHandle Make(LogDirectory folder, string path, ReadOnlySpan<byte> content, WriteBytes write)
    {
        LogDirectory.MakePrivate(folder.Path);
        var unfinished = LogDirectory.UnfinishedPathOf(path);
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
                // The file that it replaces may be synced already.
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

    /// <summary>Writes after the committed bytes; the caller moves <see cref="SegmentFile.Length"/>. A failed write leaves nothing in the file.</summary>
    public bool TryWrite(ReadOnlySpan<byte> bytes, [NotNullWhen(false)] out string? whyNot)
    {
        whyNot = null;
        try
        {
            CutPartialWrite();
            _hasPartialWrite = true;
            _write(_file, bytes, SegmentFile.Length);
            _hasPartialWrite = false;
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            whyNot = $"cannot write {SegmentFile.Path}: {FileFailure.Reason(error)}";
            TryCutPartialWrite();
            return false;
        }
    }

    public void Dispose() => _file.Dispose();

    private void CutPartialWrite()
    {
        if (_hasPartialWrite)
        {
            RandomAccess.SetLength(_file, SegmentFile.Length);
            _hasPartialWrite = false;
        }
    }

    private void TryCutPartialWrite()
    {
        try
        {
            CutPartialWrite();
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            // The next write cuts it before it writes anything.
        }
    }
}
