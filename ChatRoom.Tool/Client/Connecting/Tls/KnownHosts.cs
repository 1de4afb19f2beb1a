using System.Text;
using ChatRoom.Native;
using ChatRoom.Protocol;

namespace ChatRoom.Client.Connecting.Tls;

/// <summary>A server that the user has accepted, and its line in the file.</summary>
internal readonly record struct KnownHost(Fingerprint Fingerprint, int Line);

/// <summary>
/// The servers whose certificates a user has accepted: a file of lines <c>HOST:PORT SHA256:...</c>.
/// Other lines, such as comments that begin with <c>#</c>, are ignored.
/// </summary>
internal sealed class KnownHosts(string path)
{
    public string Path => path;

    /// <summary>The path for a message, with the target if it is a link: the target may be missing.</summary>
    public string DisplayPath => new FileInfo(path).LinkTarget is { } target ? $"{path}, a link to {target}" : path;

    /// <summary>The entries for a server, in the order of the file; none if the file does not exist.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public List<KnownHost> Find(string address)
    {
        var found = new List<KnownHost>();
        var number = 0;
        foreach (var line in ReadLines())
        {
            number++;
            if (line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var host, var text]
                && host.Equals(address, StringComparison.OrdinalIgnoreCase)
                && Fingerprint.TryParse(text, out var fingerprint))
            {
                found.Add(new KnownHost(fingerprint, number));
            }
        }

        return found;
    }

    /// <summary>Appends a line atomically: another process may append at the same time.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Add(string address, Fingerprint fingerprint)
    {
        var folder = System.IO.Path.GetDirectoryName(path)!;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, BufferSize = 0 };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        var lacksLineEnd = file.Length > 0 && LastByte(file) != '\n';
        var line = Encoding.UTF8.GetBytes($"{(lacksLineEnd ? "\n" : "")}{address} {fingerprint}\n");
        if (OperatingSystem.IsWindows())
        {
            file.Seek(0, SeekOrigin.End);
            file.Write(line);
        }
        else
        {
            AppendOnlyFile.Append(path, line);
        }
    }

    private string[] ReadLines()
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            // No server is known yet. The target of a link may be created with the first line.
            return [];
        }
    }

    private static int LastByte(FileStream file)
    {
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte();
    }
}
