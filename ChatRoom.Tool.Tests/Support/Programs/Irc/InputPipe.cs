using System.Text;

namespace ChatRoom.Tests.Support.Programs.Irc;

/// <summary>A named pipe from which a program reads its commands. It stays open, because some programs lose what comes while they open it again.</summary>
internal sealed class InputPipe : IDisposable
{
    private readonly FileStream _pipe;

    private InputPipe(FileStream pipe) => _pipe = pipe;

    /// <summary>Waits until the program has made the pipe, and opens it.</summary>
    /// <param name="path">The pipe.</param>
    /// <param name="program">The program that makes it.</param>
    public static async Task<InputPipe> OpenAsync(string path, ToolProcess program)
    {
        while (!File.Exists(path))
        {
            // It is starting. A process that has ended will never make it.
            if (program.HasExited)
            {
                throw new InvalidOperationException($"the program ended: {await program.Errors}");
            }

            await Task.Delay(20);
        }

        // Open for both directions, it waits for nobody.
        return new InputPipe(new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0));
    }

    public async Task WriteLineAsync(string line) => await _pipe.WriteAsync(Encoding.UTF8.GetBytes($"{line}\n"));

    public void Dispose() => _pipe.Dispose();
}
