namespace ChatRoom.Files;

/// <summary>A small file that is replaced as a whole: after a crash, there is the old file or the new one. Any thread, one for each path.</summary>
internal static class AtomicFile
{
    private const string Unfinished = ".new";

    /// <summary>Writes a new file that only this user may read, and returns when it is on the disk.</summary>
    /// <exception cref="IOException">There is such a file, or it cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write the file.</exception>
    public static void Create(string path, ReadOnlySpan<byte> bytes) => Write(path, bytes, overwrites: false);

    /// <summary>Writes a file that only this user may read, and returns when it is on the disk.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write the file.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> bytes) => Write(path, bytes, overwrites: true);

    private static void Write(string path, ReadOnlySpan<byte> bytes, bool overwrites)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // An unfinished one of an earlier run may have other permissions.
            File.Delete(path + Unfinished);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(path + Unfinished, options))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + Unfinished, path, overwrites);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }
}
