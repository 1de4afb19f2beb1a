using System.Diagnostics.CodeAnalysis;
using ChatRoom.Files;
using Microsoft.Win32.SafeHandles;

namespace ChatRoom.Server.Log.Segments;

/// <summary>
/// Appends to the newest segment. The rest of a failed write is cut off before the next write, so that no record ever
/// follows it. The log's writer only, except for the members that say otherwise.
/// </summary>
internal sealed class SegmentWriter(SafeFileHandle file, SegmentFile segmentFile, WriteBytes write) : IDisposable
{
    private bool _hasPartialWrite;

    public SegmentFile SegmentFile => segmentFile;

    private string UnfinishedPath => LogDirectory.UnfinishedPathOf(segmentFile.Path);

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

    /// <summary>Creates a segment with its first records. <see cref="Publish"/> gives it its name. Any thread.</summary>
    /// <exception cref="IOException">The file cannot be created or written.</exception>
    public static SegmentWriter Create(LogDirectory folder, long firstId, ReadOnlySpan<byte> content, WriteBytes write)
    {
        LogDirectory.MakePrivate(folder.Path);
        var path = folder.PathOf(firstId);
        var unfinished = LogDirectory.UnfinishedPathOf(path);
        File.Delete(unfinished);
        var file = File.OpenHandle(unfinished, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var writer = new SegmentWriter(file, new SegmentFile(path, firstId, content.Length), write);
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            write(file, content, 0);
            return writer;
        }
        catch
        {
            writer.Discard();
            throw;
        }
    }

    /// <summary>Gives a created segment its name, in place of a file that has it.</summary>
    /// <exception cref="IOException">The file cannot be renamed.</exception>
    public void Publish() => File.Move(UnfinishedPath, segmentFile.Path, overwrite: true);

    /// <summary>Deletes a created segment that has no name.</summary>
    public void Discard()
    {
        Dispose();
        File.Delete(UnfinishedPath);
    }

    /// <summary>Brings a created segment to the disk. Takes a disk's time. The log's own thread.</summary>
    /// <exception cref="IOException">The disk refuses it.</exception>
    public void Flush(Action<SafeFileHandle> flush)
    {
        flush(file);
        segmentFile.SyncedLength = segmentFile.Length;
    }

    /// <summary>
    /// Writes the content to a new file after somebody has removed the file; this one keeps its content while it is open. Nothing
    /// may be appended any more. Takes a disk's time. The log's own thread.
    /// </summary>
    /// <returns>False: the end of the content was cut off, and is lost.</returns>
    /// <exception cref="IOException">The file cannot be created or written.</exception>
    public bool Restore(LogDirectory folder, Action<SafeFileHandle> flush)
    {
        var content = Read(0);
        using var copy = Create(folder, segmentFile.FirstId, content, write);
        copy.Flush(flush);
        copy.Publish();
        segmentFile.SyncedLength = segmentFile.Length;
        return content.Length == segmentFile.Length;
    }

    /// <summary>The committed bytes from an offset on; less if somebody has cut the file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public byte[] Read(long offset)
    {
        var content = new byte[segmentFile.Length - offset];
        var length = 0;
        while (length < content.Length && RandomAccess.Read(file, content.AsSpan(length), offset + length) is > 0 and var read)
        {
            length += read;
        }

        return content[..length];
    }

    /// <summary>Writes after the committed bytes. A failed write leaves nothing in the file.</summary>
    public bool TryWrite(ReadOnlySpan<byte> bytes, [NotNullWhen(false)] out string? whyNot)
    {
        whyNot = null;
        try
        {
            CutPartialWrite();
            _hasPartialWrite = true;
            write(file, bytes, segmentFile.Length);
            _hasPartialWrite = false;
            segmentFile.Length += bytes.Length;
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            whyNot = $"cannot write {segmentFile.Path}: {FileFailure.Reason(error)}";
            try
            {
                CutPartialWrite();
            }
            catch (Exception again) when (FileFailure.IsExpected(again))
            {
                // The next write cuts it before it writes anything.
            }

            return false;
        }
    }

    public void Dispose() => file.Dispose();

    private void CutPartialWrite()
    {
        if (_hasPartialWrite)
        {
            RandomAccess.SetLength(file, segmentFile.Length);
            _hasPartialWrite = false;
        }
    }
}
